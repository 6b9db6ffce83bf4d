' Obeys the orders of a file, one a line, their parts between tabs, and writes down what cells show.
' libreoffice.py writes the orders and reads the answers.
Option Explicit
Dim Answers As Object
Dim Book As Object

Sub Count(orders As String, told As String)
  On Error GoTo Failed
  Dim files As Object, given As Object
  files = createUnoService("com.sun.star.ucb.SimpleFileAccess")
  given = createUnoService("com.sun.star.io.TextInputStream")
  given.setInputStream(files.openFileRead(orders))
  given.setEncoding("UTF-8")
  Answers = createUnoService("com.sun.star.io.TextOutputStream")
  Answers.setOutputStream(files.openFileWrite(told))
  Answers.setEncoding("UTF-8")
  Do While Not given.isEOF()
    Obey(Split(given.readLine(), Chr(9)))
  Loop
  Tell(Array("done"))
  GoTo Leave
Failed:
  Tell(Array("failed", Error$))
Leave:
  Answers.closeOutput()
  StarDesktop.terminate()
End Sub

Sub Obey(parts)
  Select Case parts(0)
    Case "open"
      Dim settings(0) As New com.sun.star.beans.PropertyValue
      settings(0).Name = "Hidden"
      settings(0).Value = True
      Book = StarDesktop.loadComponentFromURL(parts(1), "_blank", 0, settings())
      Book.calculateAll()
    Case "close"
      Book.close(True)
    Case "number"
      CellAt(parts).Value = Val(parts(3))
    Case "text"
      CellAt(parts).String = parts(3)
    Case "show"
      Show(CellAt(parts), parts(1))
    Case "formulas"
      ShowFormulas()
  End Select
End Sub

Function CellAt(parts) As Object
  CellAt = Book.Sheets.getByName(parts(1)).getCellRangeByName(parts(2))
End Function

Sub ShowFormulas()
  Dim sheet As Object, cells As Object, at As Long
  For at = 0 To Book.Sheets.Count - 1
    sheet = Book.Sheets.getByIndex(at)
    cells = sheet.queryContentCells(com.sun.star.sheet.CellFlags.FORMULA).Cells.createEnumeration()
    Do While cells.hasMoreElements()
      Show(cells.nextElement(), sheet.Name)
    Loop
  Next
  Tell(Array("end of formulas"))
End Sub

Sub Show(cell As Object, sheet As String)
  Dim place, address As String
  place = Split(cell.AbsoluteName, "$")
  address = place(UBound(place) - 1) & place(UBound(place))
  If cell.getError() <> 0 Then
    Tell(Array(sheet, address, "error", CStr(cell.getError())))
  ElseIf cell.FormulaResultType2 = com.sun.star.sheet.FormulaResult.VALUE Then
    Tell(Array(sheet, address, "number", Trim(Str(cell.Value))))
  Else
    Tell(Array(sheet, address, "text", cell.String))
  End If
End Sub

Sub Tell(parts)
  Answers.writeString(Join(parts, Chr(9)) & Chr(10))
End Sub
